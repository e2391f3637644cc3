import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { initialsOf, PatientName, plainName } from './patient-name.tsx';

const drawn = (familyName: string, givenName: string | null): string =>
  render(<PatientName name={{ familyName, givenName }} />).container.innerHTML.replace(
    / (class|title)="[^"]*"/g,
    '',
  );

describe("a person's name", () => {
  it.each([
    ['Okonjo-Whitfield', 'Amara', '<bdi><b>Okonjo-Whitfield</b>, Amara</bdi>'],
    ['王', '晓梅', '<bdi lang="zh"><b>王</b> 晓梅</bdi>'],
    ['김', '하늘', '<bdi lang="ko"><b>김</b> 하늘</bdi>'],
    ['山田', 'はなこ', '<bdi lang="zh"><b>山田</b> はなこ</bdi>'],
    ['الزهراوي', 'محمد', '<bdi lang="ar"><b>الزهراوي</b>، محمد</bdi>'],
    ['בן־אור', 'נועה', '<bdi lang="he"><b>בן־אור</b>, נועה</bdi>'],
    ['Wirawan', null, '<bdi><b>Wirawan</b></bdi>'],
  ])('%s %s keeps its own order, mark and direction', (familyName, givenName, html) => {
    expect(drawn(familyName, givenName)).toBe(html);
  });

  it('is whole in its title, for lists that cut it', () => {
    const { container } = render(<PatientName name={{ familyName: 'Nguyễn', givenName: 'Thị Bích Hằng' }} />);
    expect(container.querySelector('bdi')).toHaveAttribute('title', 'Nguyễn, Thị Bích Hằng');
  });

  it('says so where what is stored cannot be read', () => {
    expect(drawn('', null)).toBe('<bdi><b>Name cannot be read</b></bdi>');
    expect(plainName({ familyName: '', givenName: null })).toBe('Name cannot be read');
  });

  it('never becomes markup', () => {
    expect(drawn('<img src=x>', null)).toBe('<bdi><b>&lt;img src=x&gt;</b></bdi>');
  });

  it('is one line of text where there is no room for more', () => {
    expect(plainName({ familyName: '王', givenName: '晓梅' })).toBe('王 晓梅');
  });

  it.each([
    [{ familyName: 'O’Brennan', givenName: 'Keelin' }, 'O. K.'],
    [{ familyName: 'Wirawan', givenName: null }, 'W.'],
    [{ familyName: 'शर्मदेव', givenName: 'प्रिया' }, 'श. प्रि.'],
  ])('%j is shown to other eyes as %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
