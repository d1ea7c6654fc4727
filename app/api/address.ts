/** What every address of the API begins with. A change that breaks programs gets another number beside this one. */
export const apiPath = "/api/v1";
