import { useEffect, useRef, type RefObject } from 'react';

/** As long as the second click of a double click may take. */
const DOUBLE_CLICK_MS = 500;

/** Whether something has opened just now: the second click of the double click that opened it must not close it. */
export const useJustOpened = (isOpen: boolean): RefObject<boolean> => {
  const isNew = useRef(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    isNew.current = true;
    const timer = setTimeout(() => {
      isNew.current = false;
    }, DOUBLE_CLICK_MS);
    return () => clearTimeout(timer);
  }, [isOpen]);
  return isNew;
};
