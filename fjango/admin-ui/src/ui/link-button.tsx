import { ActionIcon, Button, type ActionIconProps, type ButtonProps } from '@mantine/core'
import { Link } from '@tanstack/react-router'

/** A link that looks like a button. */
export function LinkButton({ to, ...props }: ButtonProps & { to: string }) {
  return <Button {...props} renderRoot={root => <Link to={to} {...root} />} />
}

/** The same, with an icon; its name is required. */
export function LinkIcon({ to, ...props }: ActionIconProps & { to: string; 'aria-label': string }) {
  return <ActionIcon {...props} renderRoot={root => <Link to={to} {...root} />} />
}
