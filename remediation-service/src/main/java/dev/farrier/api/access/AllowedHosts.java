package dev.farrier.api.access;

import dev.farrier.api.HttpProblem;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host names that requests may use. The owner of a name can make it lead to any address, this machine's loopback among them;
 * a browser then takes our answers for those of the owner's page (DNS rebinding). The browser still sends that name as {@code
 * Host}, so requests with other names are refused.
 */
public final class AllowedHosts {
    /** A name or an address, {@code [IPv6]} in brackets; a name may end with a dot. */
    private static final Pattern HOST =
            Pattern.compile("(?<host>\\[[0-9a-f:.]+\\]|[a-z0-9_-]+(\\.[a-z0-9_-]+)*)\\.?(?<port>:[0-9]{1,5})?");

    private static final Pattern ADDRESS = Pattern.compile("\\[.*\\]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new TreeSet<>(LOOPBACK);

    /** @param more beside those of loopback, as {@link #isName} wants them */
    public AllowedHosts(Collection<String> more) {
        more.forEach(name -> names.add(plain(name)));
    }

    /** Whether it is a host's name or address, without a port. */
    public static boolean isName(String text) {
        Matcher matcher = HOST.matcher(plain(text));
        return matcher.matches() && matcher.group("port") == null;
    }

    /**
     * Any port is allowed: a tunnel or a container may have another one.
     *
     * @throws HttpProblem 421
     */
    public void check(Context ctx) {
        String host = ctx.header("Host");
        if (host == null) {
            // HTTP/1.0, as load balancers' health checks speak it; every browser names a host
            return;
        }
        if (!isOurs(host, ctx.req().getLocalAddr())
                || !isOurs(ctx.req().getServerName(), ctx.req().getLocalAddr())) {
            throw HttpProblem.of(
                    421,
                    "Host",
                    "'" + host + "' is no name of this server; if it should be one, write it into http.hosts");
        }
    }

    /**
     * Whether this host is one of ours.
     *
     * @param host as the header has it
     * @param reached the local address of the connection
     */
    boolean isOurs(String host, String reached) {
        Matcher matcher = HOST.matcher(host.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group("host");
        if (names.contains(name)) {
            return true;
        }
        InetAddress address = address(name);
        return address != null && (address.equals(address(plain(reached))) || isNamed(address));
    }

    private boolean isNamed(InetAddress address) {
        return names.stream().anyMatch(name -> address.equals(address(name)));
    }

    /** Lower case; an IPv6 address in brackets, without its zone. */
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
        boolean six = bare.chars().filter(c -> c == ':').count() > 1;
        int zone = bare.indexOf('%');
        return six ? "[" + (zone < 0 ? bare : bare.substring(0, zone)) + "]" : bare;
    }

    /** Null for a name; names are not looked up. */
    private static @Nullable InetAddress address(String name) {
        try {
            return ADDRESS.matcher(name).matches() ? InetAddress.getByName(name) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
