/**
 * Says which share of the classes occurs, if not all do. If most do not, a wrong label is likely.
 *
 * @param remedy what the user can do about a wrong label
 */
export function absentClasses(
  { classes, occurringClasses }: { readonly classes: number; readonly occurringClasses: number },
  remedy: string,
): readonly string[] {
  if (occurringClasses === classes) return [];
  const count = `${classes.toLocaleString('en-US')} classes, ${occurringClasses.toLocaleString('en-US')} of which occur`;
  if (2 * occurringClasses > classes || classes === 2) return [count];
  return [`${count}. Warning: is a label of ${(classes - 1).toLocaleString('en-US')} right? ${remedy}`];
}
