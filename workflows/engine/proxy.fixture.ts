import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a database that can be cut, or go silent, as a network does. */
export async function createProxy(connectionString: string) {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let state: "open" | "silent" | "gone" = "open";
  const server = createServer((client) => {
    if (state === "gone") return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    // Silent: what is sent goes nowhere, and nobody is told.
    client.on("data", (data) => state === "open" && upstream.write(data));
    upstream.on("data", (data) => state === "open" && client.write(data));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(connectionString);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    connectionString: through.href,
    set(next: "open" | "silent" | "gone") {
      state = next;
      if (next !== "silent") cut();
    },
    close: () => {
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
