-- Since when a patient is stable, as the last look found it, and when the team last decided what follows from it.
alter table hub.monitoring add stable_since timestamptz, add reviewed_at timestamptz;
