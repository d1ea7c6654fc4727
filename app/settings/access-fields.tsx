import { useState } from "react";
import type { Role } from "#db/tables/accounts.ts";
import { roleWords } from "#studio/members/words.ts";
import { ChoiceBox } from "../components/fields.tsx";
import { fieldError } from "../components/form-banner.tsx";
import styles from "./members.module.css";

export type Access = { role: Role; narrowed: boolean; brandRoles: Record<string, Role> };

/** What somebody may do: a role, and where it holds. An owner's holds everywhere. */
export function AccessFields(props: {
  access: Access;
  roles: Role[];
  brands: { id: string; name: string }[];
  reply?: object | undefined;
}) {
  const { access, roles, brands, reply } = props;
  const [role, setRole] = useState<Role>(access.role);
  const [reach, setReach] = useState(access.narrowed ? "some" : "all");
  const problem = fieldError(reply, "brands");
  return (
    <>
      <ChoiceBox
        name="role"
        label="Role"
        value={access.role}
        help={roleWords[role].does}
        options={roles.map((each) => ({ value: each, label: roleWords[each].name }))}
        onChoice={(next) => setRole(next as Role)}
        reply={reply}
      />
      {role === "owner" || brands.length === 0 ? null : (
        <>
          <ChoiceBox
            name="reach"
            label="Brands"
            value={reach}
            options={[
              { value: "all", label: "Every brand, also those to come" },
              { value: "some", label: "Only some brands" },
            ]}
            onChoice={setReach}
          />
          {problem ? <p className={styles.problem}>{problem}</p> : null}
          <fieldset className={styles.brands}>
            <legend>{reach === "some" ? "Which, and as what" : "Another role on a brand"}</legend>
            {brands.map(({ id, name }) => (
              <ChoiceBox
                key={id}
                name={`brand:${id}`}
                label={name}
                value={access.brandRoles[id] ?? ""}
                options={[
                  { value: "", label: reach === "some" ? "Closed" : "The same role" },
                  ...brandRoles.map((each) => ({ value: each, label: roleWords[each].name })),
                ]}
              />
            ))}
          </fieldset>
        </>
      )}
    </>
  );
}

const brandRoles: Role[] = ["admin", "strategist", "reviewer", "publisher", "analyst"];
