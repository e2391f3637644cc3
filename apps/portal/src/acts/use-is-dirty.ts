import { useEffect, useRef, type RefObject } from 'react';

const textOf = (form: HTMLFormElement | null): string =>
  form ? JSON.stringify([...new FormData(form).entries()]) : '';

/** Whether anything stands otherwise than it did when the form came. */
export const useIsDirty = (form: RefObject<HTMLFormElement | null>): (() => boolean) => {
  const before = useRef<string>(undefined);
  useEffect(() => {
    // Once: the page that was locked comes back with what was typed, which is no less unsaved for it.
    before.current ??= textOf(form.current);
  }, [form]);
  return () => form.current !== null && textOf(form.current) !== before.current;
};
