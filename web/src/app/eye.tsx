/** The mark of the product. */
export const Eye = ({ size = 24 }: { size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="var(--accent)"
    strokeWidth="1.8"
    strokeLinecap="round"
    aria-hidden="true"
    className="eye"
  >
    <path d="M3 12s3.5-6.5 9-6.5S21 12 21 12s-3.5 6.5-9 6.5S3 12 3 12z" />
    <path d="M12 9v3l2 2" stroke="var(--text-1)" />
  </svg>
);
