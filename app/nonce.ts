import { createContext, useContext } from "react";

/** Marks the document's own scripts; the content security policy admits no others. Empty in the browser. */
export const NonceContext = createContext<string | undefined>(undefined);
export const useNonce = () => useContext(NonceContext);
