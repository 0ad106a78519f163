/** One thing that Winnow needs, as “winnow doctor” found it. */
export interface Check {
  readonly name: string;
  /** `warn`: works, with less. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly mend?: string;
}
