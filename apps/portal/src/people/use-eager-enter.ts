import { useEffect, useRef } from 'react';

export type EagerEnter = {
  /** Enter was pressed: chooses now, or as soon as the answer to what is typed is there. */
  press: () => void;
  /** Something else was typed: the Enter before it was not meant for it. */
  forget: () => void;
};

type Options = {
  /** What is shown is the answer to what is typed. */
  isCurrent: boolean;
  /** Chooses what the cursor stands on. */
  choose: () => void;
  /** Chooses the first who was found, if anybody was: nothing else may happen without having been seen. */
  chooseFirst: () => void;
};

/** Whoever types a name and presses Enter at once means the answer to that name, never the one still on the screen. */
export const useEagerEnter = ({ isCurrent, choose, chooseFirst }: Options): EagerEnter => {
  const isEager = useRef(false);
  useEffect(() => {
    if (!isEager.current || !isCurrent) return;
    isEager.current = false;
    chooseFirst();
  });
  return {
    press: () => {
      if (isCurrent) choose();
      else isEager.current = true;
    },
    forget: () => {
      isEager.current = false;
    },
  };
};
