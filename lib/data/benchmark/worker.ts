// Draws in a thread of its own: one job in, its pictures out.
import { serveJobs } from "../../workers/serve_jobs.ts";
import { createDrawer } from "./jobs.ts";

serveJobs(createDrawer());
