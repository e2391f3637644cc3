import { formatFiles } from '@nx/devkit';
import { componentGenerator } from '@nx/react';
import { insertLine } from './insert-line.mjs';
import { namesOf } from './names.mjs';

const folder = 'libs/ui/src';

const component = ({ Name, name }) => `import type { JSX, ReactNode } from 'react';
import { classNames } from './class-names.ts';

type ${Name}Props = { className?: string; children: ReactNode };

/** Say what it shows, and when to use it. */
export const ${Name} = ({ className, children }: ${Name}Props): JSX.Element => (
  <span className={classNames('${name}', className)}>{children}</span>
);
`;

const test = ({ Name, name }) => `import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ${Name} } from './${name}.tsx';

it('shows what it is given', () => {
  render(<${Name}>Ready</${Name}>);
  expect(screen.getByText('Ready').className).toBe('${name}');
});
`;

/**
 * Lets the React generator of Nx place a component in libs/ui and puts it into the form of the others, with its test:
 * `npx nx g ui-component status-badge`.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function uiComponent(tree, { name }) {
  const file = `${folder}/${name}.tsx`;
  if (tree.exists(file)) throw new Error(`There is a component ${name} already: ${file}`);
  await componentGenerator(tree, {
    path: `${folder}/${name}`,
    name,
    style: 'none',
    export: false,
    skipTests: true,
    skipFormat: true,
  });
  const { Singular: Name } = namesOf(`${name}-list`, name);
  tree.write(file, component({ Name, name }));
  tree.write(`${folder}/${name}.test.tsx`, test({ Name, name }));
  const door = `${folder}/index.ts`;
  insertLine(tree, { file: door, before: /import '/, lines: `export { ${Name} } from './${name}.tsx';\n` });
  await formatFiles(tree);
}
