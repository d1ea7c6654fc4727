import { createServer, type Server } from "node:http";
import type { Express } from "express";
import { Refused } from "#config/errors.ts";

/** Takes the port before anything else is started, so that a busy one is said at once and costs nothing. */
export function takePort(
  port: number,
  host: string,
): Promise<{ server: Server; port: number; serve(web: Express): void }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Refused(
              "port-busy",
              `Port ${port} is busy: another program, or another studio, answers there. Stop it, or choose another with PORT=${port + 1}.`,
            )
          : error.code === "EACCES"
            ? new Refused(
                "port-forbidden",
                `Port ${port} may not be used by this account. Choose one above 1023 with PORT=4300.`,
              )
            : error,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      const taken = address && typeof address === "object" ? address.port : port;
      resolve({ server, port: taken, serve: (web) => server.on("request", web) });
    });
  });
}
