import { Link } from "@remix-run/react";
import { CheckIcon } from "@shopify/polaris-icons";
import { Icon } from "../components/icon.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./first-steps.module.css";

type Begun = { personas: boolean; products: boolean; launches: boolean; posts: boolean };

/** The way from an empty brand to its first post; gone once there is one. */
export function FirstSteps({ begun }: { begun: Begun }) {
  const { slug } = useBrand();
  const steps = [
    { done: begun.products, name: "Add a product", to: paths.products(slug), text: "What the videos sell" },
    { done: begun.personas, name: "Cast a persona", to: paths.personas(slug), text: "Who speaks in them" },
    { done: begun.launches, name: "Launch a brief", to: paths.briefs(slug), text: "From words to videos" },
    { done: begun.posts, name: "Approve and plan a video", to: paths.review(slug), text: "It goes out on time" },
  ];
  const at = steps.findIndex(({ done }) => !done);
  return (
    <nav aria-label="First steps">
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.name} data-done={step.done} data-now={index === at}>
            <span className={styles.number} aria-hidden="true">
              {step.done ? <Icon source={CheckIcon} /> : index + 1}
            </span>
            <span className={styles.words}>
              <Link to={step.to}>{step.name}</Link>
              <span>{step.done ? "Done" : step.text}</span>
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
