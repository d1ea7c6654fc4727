import { FFmpegError, Log } from "node-av";
import { AV_LOG_FATAL } from "node-av/constants";

/** FFmpeg answers with a code; below zero is a failure. `what` completes "could not …". */
export function mustWork(code: number, what: string): number {
  if (code < 0) throw new Error(`FFmpeg could not ${what}: ${FFmpegError.strerror(code)}`);
  return code;
}

/** FFmpeg writes warnings to stderr past every logger of ours; what matters reaches us as codes. */
export function hushFfmpeg(): void {
  Log.setLevel(AV_LOG_FATAL);
}
