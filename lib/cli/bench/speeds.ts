import { matmulPeakGflops } from "../../engine/matmul_peak.ts";
import { speedRatio, timeInTurns, type Timing, type Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import { type NetworkBatch, type NetworkWork, networkWork } from "./networks.ts";
import { type Layout, LAYOUTS, type PytorchPeer } from "./pytorch_peer.ts";

/** How fast one network's work is. */
export interface NetworkSpeed {
  readonly work: NetworkWork;
  /** Pictures in one go. */
  readonly images: number;
  /** Of one go, ms. */
  readonly time: Timing;
  /** Pictures a second, by the median. */
  readonly imagesPerSecond: number;
  /** 10^9 multiply-adds of one go. */
  readonly gmac: number;
  /** Twice those a second, as a share of the matrices' rate. */
  readonly shareOfPeak: number;
  /** Ours by PyTorch's pictures a second, by its memory layout; empty without a peer. */
  readonly ratios: Readonly<Partial<Record<Layout, Timing>>>;
}

/** What {@link benchNetworks} measured. */
export interface NetworkSpeeds {
  readonly speeds: readonly NetworkSpeed[];
  /** The fastest product of two matrices met so far, 10^9 operations a second. */
  readonly matmulPeakGflops: number;
}

/** What is measured, and beside what. */
export interface NetworkSpeedOptions {
  readonly works: readonly NetworkWork[];
  readonly batch: NetworkBatch;
  readonly rounds: number;
  readonly peer?: PytorchPeer;
  /** Side of the matrices whose product gives the peak. */
  readonly peakSide?: number;
  /** The fastest product met before, which counts, too. */
  readonly peak?: number;
}

/** Work of `gmac` 10^9 multiply-adds in `ms`, two operations each, as a share of `peak`, 10^9 a second. */
export function shareOfPeak(gmac: number, ms: number, peak: number): number {
  return 2 * gmac / (ms / 1000) / peak;
}

/** Times works of a preset's networks, each in turns with PyTorch's and with products of matrices. */
export async function benchNetworks(
  config: MachineConfig,
  { works, batch, rounds, peer, peakSide, peak: before = 0 }: NetworkSpeedOptions,
): Promise<NetworkSpeeds> {
  const speeds: Omit<NetworkSpeed, "shareOfPeak">[] = [];
  let peak = before;
  const product = () => {
    peak = Math.max(peak, matmulPeakGflops({ side: peakSide, rounds: 1 }));
  };
  for (const work of works) {
    const ours = networkWork(work, config, batch);
    const turns: Record<string, Work> = { ours: () => ours.run(), product };
    const theirs = [];
    for (const layout of peer ? LAYOUTS : []) {
      const made = await peer!.make(work, config, batch, layout);
      theirs.push({ ...made, layout });
      turns[layout] = made.run;
    }
    const times = await timeInTurns(turns, { rounds, warmUps: 2 });
    const ratios = theirs.map(({ layout }) => [layout, speedRatio(times.ours, times[layout])]);
    speeds.push({
      work,
      images: ours.images,
      gmac: ours.gmac,
      time: times.ours,
      imagesPerSecond: 1000 * ours.images / times.ours.median,
      ratios: Object.fromEntries(ratios),
    });
    ours.dispose();
    for (const each of theirs) await each.dispose();
  }
  return {
    speeds: speeds.map((speed) => ({
      ...speed,
      shareOfPeak: shareOfPeak(speed.gmac, speed.time.median, peak),
    })),
    matmulPeakGflops: peak,
  };
}
