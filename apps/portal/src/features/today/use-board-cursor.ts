import { useState } from 'react';
import type { BoardRow } from './today.board.ts';

export type BoardCursor = {
  id: string | undefined;
  put: (id: string) => void;
  move: (by: number) => void;
  /** Leaves a row that is about to move to another section: the next person of the section comes under the cursor. */
  leave: (id: string) => void;
};

const focusRow = (id: string): void => document.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus();

const hasFocus = (id: string): boolean => document.activeElement?.closest(`[data-id="${id}"]`) != null;

/** The cursor of the board: it follows its row, and keeps its place when the row is gone. */
export const useBoardCursor = (rows: readonly BoardRow[]): BoardCursor => {
  const [place, setPlace] = useState<{ id: string | undefined; index: number }>({ id: undefined, index: 0 });
  const ids = rows.map((row) => row.appointment.id);
  const found = place.id === undefined ? -1 : ids.indexOf(place.id);
  const index = found >= 0 ? found : Math.min(place.index, ids.length - 1);

  const put = (id: string): void => {
    const at = ids.indexOf(id);
    if (id !== place.id || at !== place.index) setPlace({ id, index: at });
  };

  const move = (by: number): void => {
    const next = ids[Math.min(Math.max(index + by, 0), ids.length - 1)];
    if (next === undefined) return;
    put(next);
    focusRow(next);
  };

  const leave = (id: string): void => {
    const at = ids.indexOf(id);
    const status = rows[at]?.appointment.status;
    const neighbour = [rows[at + 1], rows[at - 1]].find((row) => row?.appointment.status === status);
    const next = neighbour?.appointment.id;
    if (next === undefined) return;
    const wasFocused = hasFocus(id);
    put(next);
    if (wasFocused) focusRow(next);
  };

  return { id: ids[index], put, move, leave };
};
