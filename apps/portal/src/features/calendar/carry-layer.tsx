import { classNames, KeyCap, Mark } from '@clinic/ui';
import type { JSX, RefObject } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { Axis } from './calendar.columns.ts';
import { BlockText, blockClass, useAbout } from './visit-block.tsx';
import type { Carry } from './use-carry.ts';
import { useOfferTime } from './use-offers.ts';
import { ObstacleText } from './obstacle-text.tsx';

type LayerProps = {
  carry: Carry;
  columnCount: number;
  axis: Axis;
  reference: ReferenceData;
  /** The block under the pointer: it is moved by its transform alone. */
  ghost: RefObject<HTMLDivElement | null>;
  /** What is free instead, the nearest first. */
  offers: readonly number[];
  onTake: (startsAt: number) => void;
};

/** Where the visit would go: dashed green with its time, or dashed red. */
const Landing = ({ carry, axis }: Pick<LayerProps, 'carry' | 'axis'>): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const { target, verdict, wish } = carry;
  const isFree = verdict.outcome === 'free';
  const time = formats.time(new Date(wish.startsAt));
  const text =
    carry.carried.kind === 'resize'
      ? t('calendar.carry.until', { time: formats.time(new Date(wish.endsAt)), count: target.length })
      : t('calendar.carry.free', { time });
  return (
    <div
      className={classNames('slot', isFree && 'ok')}
      style={{ '--c': target.column + 2, '--s': target.start - axis.first, '--d': target.length }}
      aria-hidden="true"
    >
      {isFree && (
        <>
          <Mark kind="done" />
          {text}
        </>
      )}
    </div>
  );
};

/** Why it cannot go there, and two times that are free. */
const WhyNot = ({
  carry,
  columnCount,
  axis,
  reference,
  offers,
  onTake,
}: Omit<LayerProps, 'ghost'>): JSX.Element | null => {
  const t = useText();
  const { target, verdict, wish, carried } = carry;
  const timeOf = useOfferTime(wish);
  if (verdict.outcome === 'free') return null;
  const type = nameOf(reference.types, wish.typeId) ?? '';
  const [first] = offers;
  return (
    <div
      className={classNames('why-not', columnCount > 1 && target.column === columnCount - 1 && 'at-end')}
      style={{ '--c': target.column + 2, '--s': target.start + target.length - axis.first }}
      role="status"
    >
      <h3>
        <Mark kind="missed" />
        {t('calendar.carry.cannot')}
      </h3>
      <p>
        <ObstacleText obstacle={verdict.obstacle} wish={wish} reference={reference} />{' '}
        {t('calendar.why.needs', { type, count: target.length })}
      </p>
      {offers.length > 0 && (
        <ul>
          {offers.map((startsAt) => (
            <li key={startsAt}>
              <button type="button" className="chip num" tabIndex={-1} onClick={() => onTake(startsAt)}>
                {t('calendar.carry.offer', { time: timeOf(startsAt) })}
              </button>
            </li>
          ))}
        </ul>
      )}
      {carried.by === 'keys' && (
        <p className="ks">
          {first !== undefined && (
            <span>
              <KeyCap keys="Enter" /> {t('calendar.carry.take', { time: timeOf(first) })}
            </span>
          )}
          <span>
            <KeyCap keys="Escape" /> {t('calendar.carry.back')}
          </span>
        </p>
      )}
    </div>
  );
};

/** The block in hand. */
const Ghost = ({
  carry,
  axis,
  reference,
  ghost,
}: Pick<LayerProps, 'carry' | 'axis' | 'reference' | 'ghost'>): JSX.Element => {
  const about = useAbout(reference);
  const { carried, target, verdict, wish } = carry;
  const { visit } = carried;
  // The pointer carries it from where it was; keys put it where it would go.
  const isAtTarget = carried.by === 'keys';
  const column = isAtTarget ? target.column : carried.column;
  const start = isAtTarget ? target.start : visit.start;
  return (
    <div
      ref={ghost}
      className={classNames(
        blockClass(visit, 'ghost'),
        verdict.outcome === 'free' ? 'is-free' : 'is-refused',
      )}
      style={{
        '--c': column + 2,
        '--s': start - axis.first,
        '--d': isAtTarget ? target.length : visit.end - visit.start,
      }}
      aria-hidden="true"
    >
      <BlockText visit={visit} about={about(visit)} startsAt={new Date(wish.startsAt).toISOString()} />
    </div>
  );
};

/** What is seen while a visit is carried: the block in hand, the place below it, and the reason where there is none. */
export const CarryLayer = (props: LayerProps): JSX.Element => {
  const { carry, axis, reference, ghost } = props;
  const t = useText();
  const formats = useFormats();
  const { verdict, wish, carried } = carry;
  const practitioner = nameOf(reference.practitioners, wish.practitionerId) ?? '';
  return (
    <>
      <Landing carry={carry} axis={axis} />
      {carried.kind === 'move' && <Ghost carry={carry} axis={axis} reference={reference} ghost={ghost} />}
      <WhyNot {...props} />
      <span role="status" className="vh">
        {verdict.outcome === 'free' &&
          t('calendar.carry.said', {
            time: formats.time(new Date(wish.startsAt)),
            until: formats.time(new Date(wish.endsAt)),
            practitioner,
          })}
      </span>
    </>
  );
};
