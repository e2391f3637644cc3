import type { ImportBatch } from '@clinic/contracts';
import { useEffect, useRef, useState } from 'react';
import { useOnce } from '#acts';
import type { ImportsData } from './imports.data.ts';
import { readableFile, type ReadableFile } from './readable-file.ts';
import { refusalOf, type RefusalName } from './refusal.ts';

type Step = 'preview' | 'import';
type Chosen = { file: ReadableFile; keys: Record<Step, string> };
type Seen = {
  chosen: Chosen | undefined;
  preview: ImportBatch | undefined;
  working: Step | undefined;
  refused: { step: Step | 'choice'; name: RefusalName } | undefined;
};

export type Upload = {
  fileName: string | undefined;
  preview: ImportBatch | undefined;
  working: Step | undefined;
  refused: RefusalName | undefined;
  choose: (file: File) => void;
  /** Imports what the preview was of. */
  start: () => void;
  again: () => void;
};

const nothing: Seen = { chosen: undefined, preview: undefined, working: undefined, refused: undefined };

/** Whether the page is still there when an answer comes. */
const useIsHere = (): { readonly current: boolean } => {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
};

/** A chosen file on its way: the preview at once, the import when somebody says so. */
export const useUpload = (data: ImportsData, onStarted: (batch: ImportBatch) => void): Upload => {
  const [seen, setSeen] = useState(nothing);
  const isHere = useIsHere();

  const once = useOnce();

  const send = async (step: Step, chosen: Chosen, preview?: ImportBatch): Promise<void> => {
    setSeen({ chosen, preview, working: step, refused: undefined });
    try {
      const batch = await data.start(chosen.file, { isDryRun: step === 'preview', key: chosen.keys[step] });
      if (!isHere.current) return;
      if (step === 'import') onStarted(batch);
      else setSeen({ chosen, preview: batch, working: undefined, refused: undefined });
    } catch (error) {
      const name = refusalOf(error);
      // Without an answer the wish may have been heard: only then is it the same wish again.
      const keys = name === 'offline' ? chosen.keys : { ...chosen.keys, [step]: data.newKey() };
      setSeen({ chosen: { ...chosen, keys }, preview, working: undefined, refused: { step, name } });
    }
  };

  const choose = (file: File): void => {
    if (seen.working) return;
    const readable = readableFile(file);
    if (typeof readable === 'string') {
      setSeen({ ...nothing, refused: { step: 'choice', name: readable } });
      return;
    }
    const keys = { preview: data.newKey(), import: data.newKey() };
    once('upload', () => send('preview', { file: readable, keys }));
  };

  const { chosen, preview, working, refused } = seen;
  const refusedStep = refused?.step === 'choice' ? undefined : refused?.step;
  return {
    fileName: chosen?.file.name,
    preview,
    working,
    refused: refused?.name,
    choose,
    start: () => chosen && once('upload', () => send('import', chosen, preview)),
    again: () => chosen && refusedStep && once('upload', () => send(refusedStep, chosen, preview)),
  };
};
