import { AppError } from '@clinic/core';

export const addressTaken = (): AppError =>
  new AppError('duplicate', 'Somebody of this clinic signs in with this address already');
