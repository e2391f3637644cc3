import type { Endpoint, OutputOf } from '@clinic/contracts';

/** Gives an answer the type of its endpoint. It is not checked again here: the server is held to its schemas by its own tests. */
export const toOutput = <E extends Endpoint>(answer: unknown): OutputOf<E> => answer as OutputOf<E>;
