package dev.farrier.decide.state;

import dev.farrier.effect.RungNow;
import dev.farrier.effect.RungRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the rungs of a policy did in the last days. By names, so that no edit of the policies and no restart resets it. */
public sealed interface RunRecord extends StateRecord {
    /** The rung that an open incident is at, as {@link RungNow} tells. */
    record RunningRung(
            String incident,
            String rung,
            long startedAt,
            boolean runsSteps,
            boolean stepsBegun,
            boolean acted,
            boolean unanswered)
            implements RunRecord {
        public static final String PREFIX = "rung|";

        public RunningRung(String incident, RungNow now) {
            this(
                    incident,
                    now.rung(),
                    now.startedAt(),
                    now.runsSteps(),
                    now.stepsBegun(),
                    now.acted(),
                    now.unanswered());
        }

        public RungNow now() {
            return new RungNow(rung, startedAt, runsSteps, stepsBegun, acted, unanswered);
        }

        @Override
        public String key() {
            return key(incident);
        }

        public static String key(String incident) {
            return PREFIX + incident;
        }
    }

    /**
     * The runs of one rung that started on one day, and have ended.
     *
     * @param day days since 1970, in UTC
     */
    record DayOfRuns(long day, int healed, int didNotHelp, int failed, int outcomeUnknown, int cancelled) {
        private DayOfRuns plus(RungRun run) {
            return switch (run.result()) {
                case HEALED -> new DayOfRuns(day, healed + 1, didNotHelp, failed, outcomeUnknown, cancelled);
                case DID_NOT_HELP -> new DayOfRuns(day, healed, didNotHelp + 1, failed, outcomeUnknown, cancelled);
                case FAILED -> new DayOfRuns(day, healed, didNotHelp, failed + 1, outcomeUnknown, cancelled);
                case OUTCOME_UNKNOWN -> new DayOfRuns(day, healed, didNotHelp, failed, outcomeUnknown + 1, cancelled);
                case CANCELLED -> new DayOfRuns(day, healed, didNotHelp, failed, outcomeUnknown, cancelled + 1);
                case RUNNING -> this;
            };
        }

        private DayOfRuns plus(DayOfRuns other) {
            return new DayOfRuns(
                    day,
                    healed + other.healed,
                    didNotHelp + other.didNotHelp,
                    failed + other.failed,
                    outcomeUnknown + other.outcomeUnknown,
                    cancelled + other.cancelled);
        }

        public int runs() {
            return healed + didNotHelp + failed + outcomeUnknown + cancelled;
        }
    }

    /**
     * How often a rung of a policy was run, and how that ended, by the day on which the run started.
     *
     * @param days oldest first, at most {@link #DAYS}
     * @param wakeAt when all of it is older than that
     */
    record RungRuns(String policy, String rung, List<DayOfRuns> days, long wakeAt) implements RunRecord {
        public static final String PREFIX = "rungruns|";
        /** Today is one of them. */
        public static final int DAYS = 30;

        private static final long DAY = Duration.ofDays(1).toMillis();

        public RungRuns {
            days = List.copyOf(days);
        }

        public static RungRuns none(String policy, String rung) {
            return new RungRuns(policy, rung, List.of(), 0);
        }

        /** @param now decider's clock, epoch milliseconds */
        public RungRuns plus(RungRun run, long now) {
            long day = Math.floorDiv(run.startedAt(), DAY);
            List<DayOfRuns> all = new ArrayList<>(days);
            int at = 0;
            while (at < all.size() && all.get(at).day() < day) {
                at++;
            }
            if (at == all.size() || all.get(at).day() != day) {
                all.add(at, new DayOfRuns(day, 0, 0, 0, 0, 0));
            }
            all.set(at, all.get(at).plus(run));
            all.removeIf(old -> old.day() <= oldest(now));
            return new RungRuns(
                    policy, rung, all, all.isEmpty() ? now : (all.getLast().day() + DAYS) * DAY);
        }

        /** All that started in the last {@link #DAYS}. */
        public DayOfRuns sum(long now) {
            return days.stream()
                    .filter(day -> day.day() > oldest(now))
                    .reduce(new DayOfRuns(Math.floorDiv(now, DAY), 0, 0, 0, 0, 0), DayOfRuns::plus);
        }

        /** Begin of what {@link #sum} counts, epoch milliseconds. */
        public static long since(long now) {
            return (oldest(now) + 1) * DAY;
        }

        /** The newest day that counts no more. */
        private static long oldest(long now) {
            return Math.floorDiv(now, DAY) - DAYS;
        }

        @Override
        public String key() {
            return key(policy, rung);
        }

        public static String prefix(String policy) {
            return PREFIX + policy + "|";
        }

        public static String key(String policy, String rung) {
            return prefix(policy) + rung;
        }
    }
}
