import { observeElementRect, type Virtualizer } from '@tanstack/react-virtual';

const unmeasured = { width: 1_000, height: 800 };

/** Watches the size of a list; where nothing has a size, as in tests without layout, it stands for one screen. */
export const observeRect = <S extends Element, I extends Element>(
  instance: Virtualizer<S, I>,
  report: (rect: { width: number; height: number }) => void,
) => observeElementRect(instance, (rect) => report(rect.height === 0 ? unmeasured : rect));
