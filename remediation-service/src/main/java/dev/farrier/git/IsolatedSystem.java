package dev.farrier.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit without the machine's Git: it reads no {@code gitconfig} and no variable of Git's, and writes nothing into the home
 * directory. What a fetch does must not depend on who has logged in where the service runs.
 */
final class IsolatedSystem extends SystemReader {
    private final SystemReader machine = SystemReader.getInstance();

    /** Installed once, before JGit is used. */
    static void install() {
        Installed.ensure();
    }

    private static final class Installed {
        static {
            SystemReader.setInstance(new IsolatedSystem());
        }

        static void ensure() {}
    }

    private IsolatedSystem() {
        setPlatformChecker();
    }

    @Override
    public String getHostname() {
        return machine.getHostname();
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public String getProperty(String key) {
        return machine.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public long getCurrentTime() {
        return machine.getCurrentTime();
    }

    @Override
    public int getTimezone(long when) {
        return machine.getTimezone(when);
    }

    private static final class EmptyConfig extends FileBasedConfig {
        EmptyConfig(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // there is nothing to read
        }

        @Override
        public void save() {
            // what JGit has measured is measured again by the next process
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
