-- Since when word of a Task that waits has reached a device; null again when it waits anew. A cheap row for a confirmation to look at.
alter table hub.escalation add received_at timestamptz;
