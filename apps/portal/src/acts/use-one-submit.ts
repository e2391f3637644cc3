import type { SubmitEvent } from 'react';
import { useSubmit } from 'react-router';
import { useOnce } from './use-once.ts';

type Target = HTMLFormElement | HTMLButtonElement | HTMLInputElement | FormData;

type OneSubmit = {
  send: (target: Target) => void;
  /** For the form itself; the button that was pressed is sent with it. */
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
};

const pressedIn = ({ nativeEvent: { submitter }, currentTarget }: SubmitEvent<HTMLFormElement>): Target =>
  submitter instanceof HTMLButtonElement ? submitter : currentTarget;

/** Sends a form once, however often it is pressed before the answer is there. */
export const useOneSubmit = (): OneSubmit => {
  const submit = useSubmit();
  const once = useOnce();
  const send = (target: Target): void => once('form', () => submit(target, { method: 'post' }));
  return {
    send,
    onSubmit: (event) => {
      event.preventDefault();
      send(pressedIn(event));
    },
  };
};
