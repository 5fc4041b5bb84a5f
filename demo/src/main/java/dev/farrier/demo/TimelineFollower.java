package dev.farrier.demo;

import dev.farrier.demo.chaos.ChaosRun;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.timeline.IncidentTimeline;
import dev.farrier.demo.timeline.TimelinePrinter;
import dev.farrier.demo.timeline.TimelineReader;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.MatchedEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Prints the timeline of Farrier's topics, and hands incidents to the chaos run. */
final class TimelineFollower implements TimelineReader.Listener {
    private final TimelinePrinter printer;
    private final ChaosRun chaosRun;
    private final IncidentTimeline timeline = new IncidentTimeline();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    TimelineFollower(TimelinePrinter printer, ChaosRun chaosRun) {
        this.printer = printer;
        this.chaosRun = chaosRun;
    }

    @Override
    public void onSignal(MatchedEvent event) {
        heard.add(event.event().source() + " " + event.event().label("host"));
        timeline.on(event).forEach(printer::print);
    }

    @Override
    public void onAudit(AuditRecord record) {
        timeline.on(record).forEach(printer::print);
    }

    @Override
    public void onIncident(Incident incident, long at) {
        chaosRun.recordIncident(incident);
        timeline.on(incident, at).forEach(printer::print);
    }

    /** Farrier has matched a heartbeat and a probe of every bridge. */
    boolean hasHeartbeatsOfAll() {
        return Fleet.BRIDGES.stream()
                .allMatch(bridge ->
                        heard.contains("bridge-heartbeats " + bridge) && heard.contains("bridge-probes " + bridge));
    }
}
