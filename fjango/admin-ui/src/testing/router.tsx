import type { ReactNode } from 'react'

// In place of the router, in tests of what needs no more of it than links.
export const Link = ({ to, params, children, className }: { to: string; params?: { [name: string]: string }; children?: ReactNode; className?: string }) => (
  <a href={to.replace(/\$(\w+)/g, (_, name: string) => params?.[name] ?? '')} className={className}>
    {children}
  </a>
)
export const useNavigate = () => () => Promise.resolve()
