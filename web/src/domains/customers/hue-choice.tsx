import { customerHues } from '../../lib/contract.ts';
import { customersText } from '../../lib/text/customers.ts';

/** One of twelve hues of equal lightness; chosen like a radio button. */
export function HueChoice({ value, onChange }: { value: string; onChange: (hue: string) => void }) {
  return (
    <fieldset className="hues">
      <legend>{customersText.hue}</legend>
      {customerHues.map((hue, index) => (
        <label key={hue} title={customersText.hueOf(index + 1)} style={{ background: hue }}>
          <input
            type="radio"
            name="hue"
            value={hue}
            checked={value === hue}
            aria-label={customersText.hueOf(index + 1)}
            onChange={() => onChange(hue)}
          />
        </label>
      ))}
    </fieldset>
  );
}
