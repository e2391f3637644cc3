import { notSignedIn, type RequestContext } from '@clinic/core';

/** Who asks. */
export const actorOf = ({ actorId }: RequestContext): string => {
  if (actorId === null) throw notSignedIn();
  return actorId;
};
