import {
  Activity, ArrowDown, ArrowUp, Bell, Box, Calendar, Check, ChevronDown, ChevronLeft, ChevronRight, ChevronsUpDown, ChevronUp, CircleAlert, Clock,
  Columns3, Copy, CreditCard, Download, Ellipsis, ExternalLink, File, FileText, Filter, Folder, GripVertical, Heart, History, Image, Inbox, Info, Key, Keyboard,
  Languages, LayoutDashboard, LayoutGrid, ListChecks, LogOut, Mail, MapPin, Menu as MenuIcon, MessageSquare, Minus, Monitor, Moon, Newspaper, Package,
  Pencil, Plus, RotateCcw, Save, Search, Settings, Shield, ShoppingCart, SquareTerminal, Star, Sun, Tag, Trash2, Truck, Upload, User, Users, X, type LucideIcon, type LucideProps,
} from 'lucide-react'

/** The icons a site can name in its navigation; others become `LayoutGrid`. */
const named: Record<string, LucideIcon> = {
  activity: Activity, bell: Bell, box: Box, calendar: Calendar, cart: ShoppingCart, chat: MessageSquare, clock: Clock, comment: MessageSquare, dashboard: LayoutDashboard,
  file: File, folder: Folder, group: Shield, heart: Heart, history: History, image: Image, inbox: Inbox, key: Key, list: ListChecks, logs: SquareTerminal,
  mail: Mail, map: MapPin, monitor: Activity, news: Newspaper, package: Package, payment: CreditCard, post: FileText, settings: Settings, shield: Shield,
  star: Star, tag: Tag, tasks: ListChecks, text: FileText, truck: Truck, user: User, users: Users, permission: Key, audit: History, overview: LayoutDashboard,
}

const sized = (Base: LucideIcon) => (props: LucideProps) => <Base size={16} strokeWidth={1.6} aria-hidden {...props} />

export const Icons = {
  add: sized(Plus), alert: sized(CircleAlert), back: sized(ChevronLeft), check: sized(Check), close: sized(X), columns: sized(Columns3), copy: sized(Copy),
  delete: sized(Trash2), down: sized(ChevronDown), edit: sized(Pencil), export: sized(Download), external: sized(ExternalLink), file: sized(File), filter: sized(Filter),
  forward: sized(ChevronRight), grip: sized(GripVertical), history: sized(History), import: sized(Upload), info: sized(Info), keyboard: sized(Keyboard),
  language: sized(Languages), menu: sized(MenuIcon), minus: sized(Minus), moon: sized(Moon), more: sized(Ellipsis), overview: sized(LayoutDashboard), restore: sized(RotateCcw), save: sized(Save),
  search: sized(Search), signOut: sized(LogOut), sortDown: sized(ArrowDown), sortUp: sized(ArrowUp), sun: sized(Sun), system: sized(Monitor), up: sized(ChevronUp),
  updown: sized(ChevronsUpDown), upload: sized(Upload), user: sized(User),
}

export function NavIcon({ name }: { name?: string | null }) {
  const Found = (name && named[name]) || LayoutGrid
  return <Found size={16} strokeWidth={1.6} aria-hidden />
}
