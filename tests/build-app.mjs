// Prints the folder of a build of the present app, made anew when need be. A program of its own, since that takes a while in
// which whoever asks has other things to answer.
import { buildServerHalf } from "../server/prepare.mjs";

process.stdout.write(buildServerHalf());
