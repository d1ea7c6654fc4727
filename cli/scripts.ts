import { lintPhrases } from "#providers/text/house/lint.ts";
import { checkClaims } from "#studio/claims/gate.ts";
import type { Noun } from "./command.ts";

export const scripts: Noun = {
  lint: {
    usage: "",
    does: "Checks the house writer's phrase files and names every problem with its file and line",
    async run(_, desk) {
      const facts = ["€10", "Returns are free.", "Two for one."];
      const notices = lintPhrases(
        (sentence) =>
          checkClaims(sentence, { speaker: "synthetic", names: ["Sofa", "Home"], facts }).verdict === "allow",
      );
      for (const { file, line, message } of notices) desk.complain(`  ${file}:${line}: ${message}`);
      if (notices.length === 0) desk.say("The phrase files are ready.");
      return notices.length === 0 ? 0 : 1;
    },
  },
};
