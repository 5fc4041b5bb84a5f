package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.stream.inspect.AppendTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** This machine's clock against those of the brokers, which stamp every record. */
public final class ClockCheck {
    /** More than a network and a commit take. */
    private static final Duration WARN_FROM = Duration.ofSeconds(2);
    /** Events of the last minutes begin to look stale or in the future. */
    private static final Duration ERROR_FROM = Duration.ofSeconds(30);

    private ClockCheck() {}

    public static List<Finding> check(Collection<AppendTime> samples) {
        if (samples.isEmpty()) {
            return List.of(Finding.notChecked(
                    Subject.CLOCKS,
                    "no process with the role core has written a marker, which tells the brokers' time",
                    "start core"));
        }
        List<Finding> findings = new ArrayList<>();
        long largest = 0;
        for (AppendTime sample : samples) {
            long skew = Math.abs(sample.skew());
            largest = Math.max(largest, skew);
            if (skew >= WARN_FROM.toMillis()) {
                String what = "this machine's clock is " + seconds(skew) + (sample.skew() > 0 ? " ahead of" : " behind")
                        + " that of the broker of " + sample.topic();
                String mend = "synchronise both machines by NTP; on each: timedatectl timesync-status";
                findings.add(
                        skew >= ERROR_FROM.toMillis()
                                ? Finding.error(Subject.CLOCKS, what, mend)
                                : Finding.warning(Subject.CLOCKS, what, mend));
            }
        }
        long least = samples.stream().mapToLong(AppendTime::skew).min().orElse(0);
        long most = samples.stream().mapToLong(AppendTime::skew).max().orElse(0);
        if (most - least >= WARN_FROM.toMillis()) {
            findings.add(Finding.warning(
                    Subject.CLOCKS,
                    "the brokers' clocks are " + seconds(most - least)
                            + " apart: a site may ignore a resume shortly after a halt",
                    "synchronise the brokers by NTP; on each: timedatectl timesync-status"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    Subject.CLOCKS, "this machine and the brokers are at most " + seconds(largest) + " apart"));
        }
        return findings;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
