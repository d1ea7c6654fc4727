/** Carries the address of whoever asks from the web server inwards. What a browser sends under this name is dropped. */
export const clientAddressHeader = "x-client-address";
