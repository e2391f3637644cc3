import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What the test browser does not have and the pages only ask for comfort.
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
HTMLCanvasElement.prototype.getContext = () => null;

// Pages come in files of their own; on a busy machine a second is not long enough to wait for one.
configure({ asyncUtilTimeout: 15_000 });

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset['theme'];
  delete document.documentElement.dataset['density'];
});
