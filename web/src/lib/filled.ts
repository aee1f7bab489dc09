type Filled<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without what is undefined, for places that tell "absent" from "undefined". */
export const filled = <T extends object>(object: T): Filled<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Filled<T>;
