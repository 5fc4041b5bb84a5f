package dev.farrier.git;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/** Accepts the host keys of some {@code known_hosts} lines and no others; remembers why it has refused one. */
final class PinnedHosts implements ServerKeyDatabase {
    private static final int SSH_PORT = 22;

    private final List<KnownHostEntry> entries;
    private final String where;
    private volatile @Nullable FetchException refusal;

    /** @param where the lines are kept, for people */
    PinnedHosts(String lines, String where) throws FetchException {
        this.where = where;
        try {
            this.entries = KnownHostEntry.readKnownHostEntries(new StringReader(lines), true);
        } catch (IOException | RuntimeException e) {
            throw new FetchException(
                    FetchProblem.MISCONFIGURED, where + " can't be read as lines of known_hosts: " + e.getMessage(), e);
        }
    }

    /** Why a host was refused; null: none was. */
    @Nullable
    FetchException refusal() {
        return refusal;
    }

    /** The session offers the types of these keys first, so that a host with several shows the one that is pinned. */
    @Override
    public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
        List<PublicKey> keys = new ArrayList<>();
        for (KnownHostEntry entry : matching(remote)) {
            PublicKey key = key(entry);
            if (key != null && !isRevoked(entry)) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public boolean accept(
            String address,
            InetSocketAddress remote,
            PublicKey shown,
            Configuration config,
            @Nullable CredentialsProvider provider) {
        String host = remote.getHostString();
        String seen = KeyUtils.getKeyType(shown) + " " + KeyUtils.getFingerPrint(shown);
        List<KnownHostEntry> matching = matching(remote);
        List<String> pinned = new ArrayList<>();
        boolean accepted = false;
        for (KnownHostEntry entry : matching) {
            PublicKey key = key(entry);
            if (key != null && KeyUtils.compareKeys(key, shown)) {
                if (isRevoked(entry)) {
                    refusal = new FetchException(
                            FetchProblem.HOST_KEY_CHANGED,
                            "the key of " + host + ", " + seen + ", is revoked in " + where);
                    return false;
                }
                accepted = true;
            } else if (key != null && !isRevoked(entry)) {
                pinned.add(KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key));
            }
        }
        if (accepted) {
            return true;
        }
        refusal = pinned.isEmpty()
                ? new FetchException(
                        FetchProblem.HOST_KEY_UNKNOWN,
                        "no key of " + host + " is pinned in " + where + "; it shows " + seen
                                + ": compare that with what the host publishes, and add the line of 'ssh-keyscan "
                                + (remote.getPort() == SSH_PORT ? "" : "-p " + remote.getPort() + " ") + host + "'")
                : new FetchException(
                        FetchProblem.HOST_KEY_CHANGED,
                        "the key of " + host + " has changed: it shows " + seen + ", and " + where + " pins "
                                + String.join(", ", pinned) + ". Somebody may be between you and it; if its operator"
                                + " announces the new key, put it there");
        return false;
    }

    private List<KnownHostEntry> matching(InetSocketAddress remote) {
        return entries.stream()
                .filter(entry -> entry.isHostMatch(remote.getHostString(), remote.getPort()))
                .toList();
    }

    private static boolean isRevoked(KnownHostEntry entry) {
        return Objects.requireNonNullElse(entry.getMarker(), "").equals("revoked");
    }

    private static @Nullable PublicKey key(KnownHostEntry entry) {
        try {
            return entry.getKeyEntry() == null
                    ? null
                    : entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        } catch (IOException | GeneralSecurityException e) {
            return null; // of a type that is not known here: it pins nothing
        }
    }
}
