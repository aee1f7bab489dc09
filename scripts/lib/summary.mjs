/**
 * Counts the tests of a vitest JSON report. A file that broke before its first test, and a run that failed without any
 * failed test, count as one failure each, so that nothing broken looks green.
 */
export function summarise(report, exitCode) {
  const count = (status) =>
    report.testResults.flatMap((file) => file.assertionResults).filter((test) => status.includes(test.status)).length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = count(['failed']) + brokenFiles;
  return {
    passed: count(['passed']),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: count(['skipped', 'pending', 'todo', 'disabled']),
  };
}

export const summaryLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** True when something was tested and nothing of it failed. */
export const isGreen = ({ passed, failed }) => failed === 0 && passed > 0;
