import type { JSX, ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

export type TabItem = { id: string; label: ReactNode; content: ReactNode };

type TabsProps = {
  label: string;
  items: readonly TabItem[];
  selectedId?: string;
  onSelect?: (id: string) => void;
};

/** Panels that take turns. What should be in the address is links (`count-tab`), not tabs. */
export const Tabs = ({ label, items, selectedId, onSelect }: TabsProps): JSX.Element => (
  <AriaTabs
    {...(selectedId === undefined ? {} : { selectedKey: selectedId })}
    onSelectionChange={(key) => onSelect?.(String(key))}
  >
    <TabList aria-label={label} className="tabs">
      {items.map((item) => (
        <Tab key={item.id} id={item.id} className="count-tab">
          {item.label}
        </Tab>
      ))}
    </TabList>
    {items.map((item) => (
      <TabPanel key={item.id} id={item.id} className="panes">
        {item.content}
      </TabPanel>
    ))}
  </AriaTabs>
);
