import * as tf from "@tensorflow/tfjs";
import { convBias } from "../../lib/engine/convolution.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { maxPool } from "../../lib/engine/pooling.ts";

// Run by onednn_test.ts: the engine's library, and a gradient through a convolution and a pooling.
const { library } = await startEngine();
const x = tf.reshape(tf.cos(tf.range(0, 128)), [1, 8, 8, 2]) as tf.Tensor4D;
const b = tf.tensor1d([0.1, 0.2, -0.1]);
const loss = (w: tf.Tensor) =>
  tf.sum(tf.square(maxPool(convBias(x, w as tf.Tensor4D, b, { relu: false }), { relu: true })));
const gradient = tf.grad(loss)(tf.reshape(tf.sin(tf.range(0, 54)), [3, 3, 2, 3]));
console.log(JSON.stringify({ library, gradient: [...gradient.dataSync()] }));
