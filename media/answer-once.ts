/**
 * For a process that `askChild` started: gives one order its answer and ends. What `answer` throws ends the process without
 * one, so it returns what its asker should know.
 */
export function answerOnce<Order>(answer: (order: Order) => object | Promise<object>): void {
  process.once("message", async (order) => {
    const given = await answer(order as Order);
    process.send?.(given, () => process.exit(0));
  });
  process.on("disconnect", () => process.exit(0));
}
