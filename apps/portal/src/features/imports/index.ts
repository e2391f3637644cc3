import type { RouteObject } from 'react-router';
import { codeOf } from '#code';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';
import { ImportsData } from './imports.data.ts';

/** Imports: choosing a file and seeing what it would do, and what each import did. */
export const importsFeature = (deps: FeatureDeps): RouteObject[] => {
  const data = new ImportsData(deps);
  return [
    {
      path: paths.imports.list,
      loader: (request) => data.list(request),
      lazy: codeOf(async () => ({ Component: (await import('./imports.page.tsx')).createImportsPage(data) })),
    },
    {
      path: paths.imports.page(':id'),
      loader: (request) => data.load(request),
      lazy: codeOf(async () => ({ Component: (await import('./import.page.tsx')).createImportPage(data) })),
    },
  ];
};
