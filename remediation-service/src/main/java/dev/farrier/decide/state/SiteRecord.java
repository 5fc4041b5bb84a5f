package dev.farrier.decide.state;

import dev.farrier.model.WorkerReport;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the decider keeps of sites and their workers. */
public sealed interface SiteRecord extends StateRecord {
    /**
     * A site that commands may be sent to.
     *
     * @param usable its topics exist and can be used
     * @param upTo up to when its outcomes have been read, epoch milliseconds; 0: no marker has come yet
     * @param siteTime sum of the gaps between its markers, each counted as at most 5 s, milliseconds: outages of Farrier do not count
     * @param noWorkerSince {@link #siteTime} since when no worker is alive; -1: one is
     * @param unservedSince {@link #siteTime} since when an incident waits for an eligible worker; -1: none does
     * @param controlsSentAt the decider's clock when the state of the halt was last sent there
     * @param lastServedPolicy the policy whose first rung got a slot last, for the rotation of policies
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record SiteState(
            String site,
            boolean usable,
            long upTo,
            long siteTime,
            long noWorkerSince,
            long unservedSince,
            long controlsSentAt,
            String lastServedPolicy)
            implements SiteRecord, SiteStateBuilder.With {
        public static final String PREFIX = "site|";

        @Override
        public String key() {
            return key(site);
        }

        public static String key(String site) {
            return PREFIX + site;
        }

        public static SiteState unknown(String site) {
            return new SiteState(site, false, 0, 0, 0, -1, 0, "");
        }
    }

    /**
     * The newest incarnation of one executor worker.
     *
     * @param firstHeardAt the decider's clock when this incarnation was first heard
     * @param lastHeardAt its site's {@link SiteState#siteTime} when it was heard last
     * @param contested an older incarnation has reported after it: two processes share one identity
     * @param backoffs action type, or empty for all types → backoff; the keys of calls begin with
     *     {@code call/}
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record WorkerState(
            WorkerReport report,
            long firstHeardAt,
            long lastHeardAt,
            boolean contested,
            SortedMap<String, WorkerBackoff> backoffs)
            implements SiteRecord, WorkerStateBuilder.With {
        /** Prefix of the keys of all workers. */
        public static final String ALL = "worker|";

        public WorkerState {
            backoffs = Collections.unmodifiableSortedMap(new TreeMap<>(backoffs));
        }

        @Override
        public String key() {
            return key(report.site(), report.worker().id());
        }

        public static String key(String site, String id) {
            return prefix(site) + id;
        }

        /** Prefix of the keys of all workers of the site. */
        public static String prefix(String site) {
            return ALL + site + "|";
        }
    }

    /**
     * @param count failures in a row: it did not claim, or refused
     * @param until end of the backoff, in the {@link SiteState#siteTime} of its site
     */
    record WorkerBackoff(int count, long until) {}
}
