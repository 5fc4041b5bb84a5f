package dev.farrier.view;

import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Reason;
import dev.farrier.model.Silence;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Warnings above a list of incidents, one line each. */
public final class Notices {
    /** Milliseconds; a call that takes longer is worth a warning. */
    private static final long CALLED_WITHIN = 60_000;

    private static final int MAX_HALTS = 10;

    private static final long IN_MINUTES_FROM = 600_000;

    /** The decider's own alarms are incidents without a target whose group has one label with this prefix. */
    private static final String ALARM = "farrier_";

    private Notices() {}

    /**
     * What is halted comes first, then what is silenced, then what is in maintenance, then how many wait for another incident or for their
     * time, then what waits for a yes, then whom nobody has called, then the alarms: what is broken.
     *
     * @param incidents those that are over don't count
     */
    public static List<String> of(
            Collection<Incident> incidents, List<StandingHalt> halts, List<? extends TimedOrder> orders, long now) {
        List<String> lines = new ArrayList<>();
        halts.stream().limit(MAX_HALTS).map(halt -> line(halt, now)).forEach(lines::add);
        if (halts.size() > MAX_HALTS) {
            lines.add("HALTED " + (halts.size() - MAX_HALTS) + " more sites, policies and targets");
        }
        addOrders(lines, "SILENCED", "silence", only(orders, Silence.class), now);
        addOrders(lines, "MAINTENANCE", "maintenance", only(orders, Maintenance.class), now);
        waiting(incidents, Reason.INHIBITED, "INHIBITED", " for the end of another incident")
                .ifPresent(lines::add);
        waiting(incidents, Reason.TIME_INTERVAL, "OUT OF HOURS", " for a time interval")
                .ifPresent(lines::add);
        List<Incident> asking = incidents.stream()
                .filter(incident -> incident.state() == IncidentState.AWAITING_APPROVAL)
                .sorted(Comparator.comparingLong(Incident::updatedAt))
                .toList();
        asking.stream()
                .limit(MAX_HALTS)
                .map(incident -> question(incident, now))
                .forEach(lines::add);
        if (asking.size() > MAX_HALTS) {
            lines.add("APPROVAL ASKED: " + (asking.size() - MAX_HALTS) + " more");
        }
        List<Incident> uncalled = incidents.stream()
                .filter(incident -> !incident.state().isOver())
                .filter(incident ->
                        incident.calling().isOpen() && now - incident.calling().since() >= CALLED_WITHIN)
                .toList();
        if (!uncalled.isEmpty()) {
            long since = uncalled.stream()
                    .mapToLong(incident -> incident.calling().since())
                    .min()
                    .orElse(now);
            lines.add("NOBODY CALLED: " + Phrases.count(uncalled.size(), "incident")
                    + (uncalled.size() == 1 ? " needs a person, for " : " need a person, the oldest for ")
                    + time(now - since));
        }
        incidents.stream()
                .filter(Notices::isAlarm)
                .map(incident -> {
                    String label = incident.group().firstKey();
                    return label.substring(ALARM.length()).toUpperCase(Locale.ROOT) + " "
                            + incident.group().get(label) + ": "
                            + incident.detection().because() + " (incident " + incident.id() + ")";
                })
                .sorted()
                .forEach(lines::add);
        return List.copyOf(lines);
    }

    private static String question(Incident incident, long now) {
        ApprovalRequest request = incident.approval();
        return "APPROVAL ASKED " + (request == null ? "" : "about " + request.rung() + " ") + "on " + incident.target()
                + (incident.until() == 0 ? "" : ", for " + time(Math.max(0, incident.until() - now)) + " more")
                + ": farrier incidents approve " + incident.id()
                + (request == null ? "" : " --rung " + request.rung());
    }

    private static List<? extends TimedOrder> only(
            List<? extends TimedOrder> orders, Class<? extends TimedOrder> kind) {
        return orders.stream().filter(kind::isInstance).toList();
    }

    /** @param command that lists them */
    private static void addOrders(
            List<String> lines, String kind, String command, List<? extends TimedOrder> orders, long now) {
        orders.stream()
                .limit(MAX_HALTS)
                .map(order -> kind + " " + order.selected() + " by " + order.by() + ": " + order.why() + ", for "
                        + time(order.until() - now) + " more (" + order.id() + ")")
                .forEach(lines::add);
        if (orders.size() > MAX_HALTS) {
            lines.add(kind + ": " + (orders.size() - MAX_HALTS) + " more, see 'farrier " + command + " list'");
        }
    }

    private static Optional<String> waiting(Collection<Incident> incidents, Reason why, String title, String forWhat) {
        long waiting = incidents.stream()
                .filter(incident -> !incident.state().isOver() && incident.reason() == why)
                .count();
        return waiting == 0
                ? Optional.empty()
                : Optional.of(title + ": " + Phrases.count((int) waiting, "incident")
                        + (waiting == 1 ? " waits" : " wait") + forWhat);
    }

    private static String line(StandingHalt halt, long now) {
        return "HALTED " + halt.scope().text() + ": by " + halt.by()
                + (halt.why().isEmpty() ? "" : ": " + halt.why())
                + ", for " + time(Math.max(0, now - halt.at()))
                + (halt.calls() ? "; nobody is called either" : "");
    }

    private static boolean isAlarm(Incident incident) {
        return !incident.state().isOver()
                && incident.target().isEmpty()
                && incident.group().size() == 1
                && incident.group().firstKey().startsWith(ALARM);
    }

    private static String time(long millis) {
        return millis < IN_MINUTES_FROM ? millis / 1_000 + " s" : millis / 60_000 + " min";
    }
}
