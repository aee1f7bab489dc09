export type LevelBand = 'low' | 'medium' | 'high' | 'critical';

/** The severity that a Wazuh rule level stands for: 1-3 low, 4-7 medium, 8-11 high, 12-15 critical. */
export function bandOf(level: number): LevelBand {
  if (level >= 12) return 'critical';
  if (level >= 8) return 'high';
  return level >= 4 ? 'medium' : 'low';
}
