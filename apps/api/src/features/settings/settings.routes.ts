import { changeSettings, readSettings } from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import type { SettingsService } from './settings.service.ts';

export const settingsRoutes = (service: SettingsService, mount: Mount): Router => {
  const router = Router();
  mount(router, readSettings, async ({ context }) => ({ output: await service.read(context) }));
  mount(router, changeSettings, ({ context, body, write }) => service.change(context, body, write));
  return router;
};
