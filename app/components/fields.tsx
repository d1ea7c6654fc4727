import { Select, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { fieldError, typedValue } from "./form-banner.tsx";

type Common = { name: string; label: string; help?: string; reply?: object | undefined; disabled?: boolean };

/** A text field of a plain form: keeps its own text, and after a refusal shows what was typed and the sentence for it. */
export function TextBox(
  props: Common & {
    value?: string | null | undefined;
    lines?: number;
    type?: "text" | "email" | "password" | "number" | "url" | "datetime-local" | "date";
    placeholder?: string;
    maxLength?: number;
    required?: boolean;
    autoComplete?: string;
    autoFocus?: boolean;
    prefix?: string;
    suffix?: string;
    inputMode?: "numeric" | "decimal" | "email" | "url" | "text";
    onText?: (text: string) => void;
  },
) {
  const { name, label, help, reply, value, lines, onText, required, autoComplete = "off", ...rest } = props;
  const start = typedValue(reply, name, value ?? "");
  const [text, setText] = useState(start);
  useEffect(() => setText(start), [start]);
  return (
    <TextField
      name={name}
      label={label}
      helpText={help}
      error={fieldError(reply, name)}
      value={text}
      onChange={(next) => {
        setText(next);
        onText?.(next);
      }}
      multiline={lines}
      requiredIndicator={required}
      autoComplete={autoComplete}
      {...rest}
    />
  );
}

/** A choice of a plain form. */
export function ChoiceBox(
  props: Common & {
    value?: string | null | undefined;
    options: { label: string; value: string }[];
    onChoice?: (value: string) => void;
  },
) {
  const { name, label, help, reply, value, options, disabled, onChoice } = props;
  const start = typedValue(reply, name, value ?? options[0]?.value ?? "");
  const [chosen, setChosen] = useState(start);
  useEffect(() => setChosen(start), [start]);
  return (
    <Select
      name={name}
      label={label}
      helpText={help}
      error={fieldError(reply, name)}
      options={options}
      value={chosen}
      disabled={disabled}
      onChange={(next) => {
        setChosen(next);
        onChoice?.(next);
      }}
    />
  );
}
