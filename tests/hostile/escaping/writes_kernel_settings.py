"""Opens kernel settings for writing: core_pattern, sysctl, sysrq, uevent_helper, release_agent, oom scores."""

from tests.hostile.expected import Expected

# It writes back what stood there, so that nothing happens where it succeeds.
ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob

for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/sys/kernel/uevent_helper", "/proc/sys/fs/binfmt_misc/register", *glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True)[:3]):
    try:
        with open(path, "r+") as file:
            content = file.read()
            file.seek(0)
            file.write(content)
            file.flush()
        print("ESCA" + "PED: may write", path)
    except OSError as error:
        print(type(error).__name__)
for path in ("/proc/sysrq-trigger", "/proc/kcore", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/fuse", "/dev/kvm"):
    for mode in ("rb", "r+b"):
        try:
            with open(path, mode, 0):
                print("ESCA" + "PED: opened", path)
        except OSError as error:
            print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
