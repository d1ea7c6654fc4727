import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What a parameter takes, as far as making up a value for it goes. Optional fields that name no row are left out. */
export type Shape =
  | { is: "text"; nullable: boolean }
  | { is: "db" | "number" | "truth" | "moment" | "work" | "anything" }
  | { is: "choice"; of: string[] }
  | { is: "list"; of: Shape }
  | { is: "record"; fields: Parameter[] };
export type Parameter = { name: string; shape: Shape };
export type Signature = { file: string; name: string; parameters: Parameter[] };

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every function that a file of db/queries exports, as its source says. */
export function readSignatures(): Signature[] {
  const folder = path.join(root, "db/queries");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const program = ts.createProgram(
    files.map((file) => path.join(folder, file)),
    options,
  );
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(path.join(folder, file));
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) return [];
    return checker.getExportsOfModule(module).flatMap((symbol) => {
      const [call] = checker.getTypeOfSymbol(symbol).getCallSignatures();
      return call ? [{ file, name: symbol.name, parameters: parametersOf(checker, call) }] : [];
    });
  });
}

function parametersOf(checker: ts.TypeChecker, call: ts.Signature): Parameter[] {
  const named = call.parameters.filter(({ valueDeclaration: declared }) => {
    const optional = declared && ts.isParameter(declared) && checker.isOptionalParameter(declared);
    return !optional;
  });
  return named.map((symbol) => ({
    name: symbol.name,
    shape: shapeOf(checker, checker.getTypeOfSymbol(symbol), symbol.name, 0),
  }));
}

function shapeOf(checker: ts.TypeChecker, whole: ts.Type, name: string, depth: number): Shape {
  const type = checker.getNonNullableType(whole);
  const printed = checker.typeToString(type);
  if (/^(Db|Trx)$/.test(printed)) return { is: "db" };
  if (type.isUnion()) {
    const literals = type.types.filter((each) => each.isStringLiteral()).map(({ value }) => value);
    if (literals.length === type.types.length) return { is: "choice", of: literals };
    if (type.types.some((each) => checker.typeToString(each) === "Date")) return { is: "moment" };
    if (type.flags & ts.TypeFlags.Boolean) return { is: "truth" };
    return shapeOf(checker, type.types[0] as ts.Type, name, depth);
  }
  if (type.isStringLiteral()) return { is: "choice", of: [type.value] };
  if (type.flags & ts.TypeFlags.StringLike) return { is: "text", nullable: type !== whole };
  if (type.flags & ts.TypeFlags.NumberLike) return { is: "number" };
  if (type.flags & ts.TypeFlags.BooleanLike) return { is: "truth" };
  if (printed === "Date") return { is: "moment" };
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    return { is: "list", of: element ? shapeOf(checker, element, name, depth + 1) : { is: "anything" } };
  }
  if (type.getCallSignatures().length > 0) return { is: "work" };
  if (!(type.flags & ts.TypeFlags.Object || type.isIntersection()) || depth > 5) return { is: "anything" };
  const fields = checker.getPropertiesOfType(type).flatMap((property) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (optional && !/Ids?$/.test(property.name)) return [];
    const of = shapeOf(checker, checker.getTypeOfSymbol(property), property.name, depth + 1);
    return [{ name: property.name, shape: of }];
  });
  return { is: "record", fields };
}
