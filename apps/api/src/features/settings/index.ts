import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { settingsRoutes } from './settings.routes.ts';
import { SettingsService, type SettingsDeps } from './settings.service.ts';

/** What an administrator sets for the clinic. */
export const settingsFeature = (deps: SettingsDeps, mount: Mount): Router =>
  settingsRoutes(new SettingsService(deps), mount);
