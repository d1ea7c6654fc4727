import "react";

/** Every browser has it (caniuse.com/input-file-directory); React's types for inputs do not. */
declare module "react" {
  interface InputHTMLAttributes<T> {
    webkitdirectory?: T extends HTMLInputElement ? "" : never;
  }
}
