import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A box that holds the value of the latest render, for handlers that outlive it. */
export function useLatest<T>(value: T): RefObject<T> {
  const box = useRef(value);
  useLayoutEffect(() => {
    box.current = value;
  });
  return box;
}
