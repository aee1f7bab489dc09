/** Sets the size of the window; tests begin with a laptop's, where list and pane stand side by side. */
export function setViewport(width: number, height = 900): void {
  const { happyDOM } = window as unknown as {
    happyDOM: { setViewport(size: { width: number; height: number }): void };
  };
  happyDOM.setViewport({ width, height });
}
